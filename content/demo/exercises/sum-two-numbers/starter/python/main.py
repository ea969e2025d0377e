import sys

numbers = sys.stdin.read().split()

# numbers is a list of texts, such as ["2", "3"]. Print the sum of the two.
print(numbers)
