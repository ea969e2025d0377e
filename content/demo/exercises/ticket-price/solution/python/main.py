def ticket_price(age, has_card):
    if age < 6:
        return 0
    elif age < 18:
        return 600
    elif age >= 65:
        return 800
    elif has_card:
        return 900
    else:
        return 1200
