amount = int(input())
coins = sorted((int(coin) for coin in input().split()), reverse=True)

paid = []
for coin in coins:
    while amount >= coin:
        amount -= coin
        paid.append(coin)

print(*paid)
