hours, minutes = input().split(":")

print(f"{hours}:{minutes}")
