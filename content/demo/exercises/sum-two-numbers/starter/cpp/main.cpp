#include <iostream>

int main() {
    long long first = 0, second = 0;
    std::cin >> first >> second;
    // Print the sum of the two.
    return 0;
}
