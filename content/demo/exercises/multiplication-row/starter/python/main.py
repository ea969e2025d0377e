number = int(input())

for factor in range(1, 10):
    print(number, factor)
