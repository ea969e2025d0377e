items = input().split()

print(items)
