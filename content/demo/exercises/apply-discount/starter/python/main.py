def price_after_discount(cents, is_member=False):
    percent = 0
    return cents - cents * percent // 100
