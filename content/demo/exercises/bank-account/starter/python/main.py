class Account:
    def __init__(self, owner):
        self.owner = owner

    def deposit(self, amount):
        return False

    def withdraw(self, amount):
        return False

    def balance(self):
        return 0

    def history(self):
        return []
