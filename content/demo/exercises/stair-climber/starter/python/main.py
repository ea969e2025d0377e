def ways_up(n):
    if n < 0:
        return 0
    if n == 0:
        return 1
    return ways_up(n - 1) + ways_up(n - 2) + ways_up(n - 3)
