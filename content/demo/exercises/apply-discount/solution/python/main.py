def price_after_discount(cents, is_member=False):
    percent = 0
    if cents >= 10000:
        percent = 10
    elif cents >= 5000:
        percent = 5
    if is_member:
        percent += 10
    percent = min(percent, 15)
    return cents - cents * percent // 100
