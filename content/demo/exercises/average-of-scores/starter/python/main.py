def average(scores):
    count = 0
    for score in scores:
        total = 0
        if score > 0:
            total += score
            count += 1
    return total / count
