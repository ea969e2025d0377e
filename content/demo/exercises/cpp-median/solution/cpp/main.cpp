#include <algorithm>
#include <vector>

double median(std::vector<int> values) {
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle];
    return (static_cast<double>(values[middle - 1]) + values[middle]) / 2;
}
