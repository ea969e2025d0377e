def to_celsius(fahrenheit):
    return fahrenheit
