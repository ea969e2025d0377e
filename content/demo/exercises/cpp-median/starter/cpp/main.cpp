#include <vector>

double median(std::vector<int> values) {
    return values[values.size() / 2];
}
