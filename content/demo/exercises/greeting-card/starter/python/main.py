name = ____
print(f"Hello, {name}.")
print(f"Nice to meet you, {____}!")
