def ways_up(n):
    before_last, last, now = 0, 0, 1
    for _ in range(n):
        before_last, last, now = last, now, before_last + last + now
    return now
