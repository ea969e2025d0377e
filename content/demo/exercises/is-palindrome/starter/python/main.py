def only_letters(text):
    """The letters of a text, in small."""
    return "".join(letter.lower() for letter in text if ____)


def is_palindrome(text):
    letters = only_letters(text)
    return letters == ____
