#include <iostream>

int main() {
    long long first = 0, second = 0;
    std::cin >> first >> second;
    std::cout << first + second << '\n';
}
