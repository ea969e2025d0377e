class Account:
    def __init__(self, owner):
        self.owner = owner
        self._movements = []

    def deposit(self, amount):
        if amount <= 0:
            return False
        self._movements.append(amount)
        return True

    def withdraw(self, amount):
        if amount <= 0 or amount > self.balance():
            return False
        self._movements.append(-amount)
        return True

    def balance(self):
        return sum(self._movements)

    def history(self):
        return list(self._movements)
