#include <algorithm>
#include <iostream>

int main() {
    std::ios::sync_with_stdio(false);
    int n = 0;
    std::cin >> n;
    long long before = 0;
    int current = 0;
    int longest = 0;
    for (int index = 0; index < n; ++index) {
        long long value = 0;
        std::cin >> value;
        current = index > 0 && value == before ? current + 1 : 1;
        longest = std::max(longest, current);
        before = value;
    }
    std::cout << longest << '\n';
}
