"""Judges one answer of “Exact change”: input.txt, answer.txt and output.txt lie beside this program."""
import sys


def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


def refuse(reason):
    print(reason)
    sys.exit(1)


lines = read("input.txt").splitlines()
amount = int(lines[0])
kinds = {int(coin) for coin in lines[1].split()}
output = read("output.txt").split()
possible = read("answer.txt").strip() != "impossible"

if output == ["impossible"]:
    if possible:
        refuse("It can be paid exactly.")
    sys.exit(0)

coins = []
for word in output:
    if not word.isdecimal():
        refuse(f"“{word[:20]}” is not a coin.")
    coins.append(int(word))

for coin in coins:
    if coin not in kinds:
        refuse(f"There is no coin of {coin}.")
if sum(coins) != amount:
    refuse(f"These coins are worth {sum(coins)}, not {amount}.")
if not possible:
    # Our own answer would be wrong: better to hear of it than to refuse a right one.
    sys.exit(3)
