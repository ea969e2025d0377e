total = int(input())

print(f"{total} min")
