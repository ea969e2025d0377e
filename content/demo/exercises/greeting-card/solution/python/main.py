name = input()
print(f"Hello, {name}.")
print(f"Nice to meet you, {name}!")
