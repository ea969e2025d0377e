amount = int(input())
coins = [int(coin) for coin in input().split()]

last_coin = [None] * (amount + 1)
for reached in range(1, amount + 1):
    for coin in coins:
        before = reached - coin
        if before == 0 or (before > 0 and last_coin[before] is not None):
            last_coin[reached] = coin
            break

if amount > 0 and last_coin[amount] is None:
    print("impossible")
else:
    paid = []
    while amount > 0:
        paid.append(last_coin[amount])
        amount -= last_coin[amount]
    print(*paid)
