items = input().split()

if not items:
    print("You need nothing.")
else:
    noun = "item" if len(items) == 1 else "items"
    print(f"You need {len(items)} {noun}: {', '.join(items)}.")
