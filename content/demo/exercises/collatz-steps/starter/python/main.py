def steps_to_one(number):
    steps = 0
    # as long as number is not 1: halve it, or multiply by 3 and add 1
    return steps
