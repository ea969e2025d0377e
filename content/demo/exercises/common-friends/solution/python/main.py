def common_friends(friends, one, other):
    return list(set(friends.get(one, [])) & set(friends.get(other, [])))
