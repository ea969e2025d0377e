total = int(input())
hours = total // 60
minutes = total % 60
print(f"{hours} h {minutes:02} min")
