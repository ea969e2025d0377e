def second_largest(numbers):
    different = sorted(set(numbers))
    if len(different) < 2:
        return None
    return different[-2]
