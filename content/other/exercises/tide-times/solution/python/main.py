hours, minutes = (int(part) for part in input().split(":"))
total = (hours * 60 + minutes + 12 * 60 + 25) % (24 * 60)
print(f"{total // 60:02}:{total % 60:02}")
