def common_friends(friends, one, other):
    return friends[one] + friends[other]
