def to_kilometres_per_hour(knots):
    return knots
