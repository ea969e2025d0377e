// JSON to and from the types that functions of a submission take and return. Whole numbers beyond 2^53 - 1 either way, NaN,
// infinities and -0 are tagged, `{"$number": "…"}`, an object that looks like that is `{"$object": {…}}`; README.md (values).
#pragma once
#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace waymark {

struct Json {
  enum class Kind { null, boolean, number, string, array, object } kind = Kind::null;
  bool boolean = false;
  std::string text;  // a string, or a number as written
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> members;

  const Json& at(const std::string& name) const {
    for (const auto& [key, value] : members)
      if (key == name) return value;
    throw std::invalid_argument("the test has no member '" + name + "'");
  }
  bool has(const std::string& name) const {
    for (const auto& member : members)
      if (member.first == name) return true;
    return false;
  }
};

class Reader {
 public:
  explicit Reader(std::string_view source) : text(source) {}

  Json value() {
    Json json = raw();
    untag(json);
    return json;
  }

 private:
  std::string_view text;
  std::size_t at = 0;

  /** From the outside in: what an escaped object holds is its own, not a tag. */
  static void untag(Json& json) {
    if (json.members.size() == 1) {
      auto& [key, inner] = json.members[0];
      const bool number = key == "$number" && inner.kind == Json::Kind::string;
      if (number || (key == "$object" && inner.kind == Json::Kind::object)) {
        Json held = std::move(inner);
        json = std::move(held);
      }
      if (number) {
        json.kind = Json::Kind::number;
        return;
      }
    }
    for (Json& item : json.items) untag(item);
    for (auto& member : json.members) untag(member.second);
  }

  Json raw() {
    skip();
    Json json;
    switch (peek()) {
      case '{': return object();
      case '[': return array();
      case '"': json.kind = Json::Kind::string; json.text = string(); return json;
      case 't': word("true"); json.kind = Json::Kind::boolean; json.boolean = true; return json;
      case 'f': word("false"); json.kind = Json::Kind::boolean; return json;
      case 'n': word("null"); return json;
      default: json.kind = Json::Kind::number; json.text = number(); return json;
    }
  }

  char peek() const {
    if (at >= text.size()) throw std::invalid_argument("the test's JSON ends early");
    return text[at];
  }
  void skip() { while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) at++; }
  void word(std::string_view expected) { at += expected.size(); }
  bool next(char wanted) {
    skip();
    if (peek() != wanted) return false;
    at++;
    return true;
  }
  std::string number() {
    std::size_t start = at;
    while (at < text.size() && std::string_view("+-.eE0123456789").find(text[at]) != std::string_view::npos) at++;
    return std::string(text.substr(start, at - start));
  }
  unsigned hexadecimal() {
    unsigned code = static_cast<unsigned>(std::stoul(std::string(text.substr(at, 4)), nullptr, 16));
    at += 4;
    return code;
  }
  static void append(std::string& into, unsigned code) {
    if (code < 0x80) into += static_cast<char>(code);
    else if (code < 0x800) { into += static_cast<char>(0xC0 | code >> 6); into += static_cast<char>(0x80 | (code & 63)); }
    else if (code < 0x10000) { into += static_cast<char>(0xE0 | code >> 12); into += static_cast<char>(0x80 | (code >> 6 & 63)); into += static_cast<char>(0x80 | (code & 63)); }
    else { into += static_cast<char>(0xF0 | code >> 18); into += static_cast<char>(0x80 | (code >> 12 & 63)); into += static_cast<char>(0x80 | (code >> 6 & 63)); into += static_cast<char>(0x80 | (code & 63)); }
  }
  std::string string() {
    std::string result;
    for (at++; peek() != '"'; at++) {
      if (text[at] != '\\') { result += text[at]; continue; }
      at++;
      static const std::map<char, char> escapes{{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'b', '\b'}, {'f', '\f'}, {'"', '"'}, {'\\', '\\'}, {'/', '/'}};
      if (text[at] != 'u') { result += escapes.at(text[at]); continue; }
      at++;
      unsigned code = hexadecimal();
      if (code >= 0xD800 && code < 0xDC00) { at += 2; code = 0x10000 + ((code - 0xD800) << 10) + (hexadecimal() - 0xDC00); }
      append(result, code);
      at--;
    }
    at++;
    return result;
  }
  Json array() {
    Json json;
    json.kind = Json::Kind::array;
    at++;
    if (next(']')) return json;
    do json.items.push_back(raw()); while (next(','));
    next(']');
    return json;
  }
  Json object() {
    Json json;
    json.kind = Json::Kind::object;
    at++;
    if (next('}')) return json;
    do {
      skip();
      std::string key = string();
      next(':');
      json.members.emplace_back(std::move(key), raw());
    } while (next(','));
    next('}');
    return json;
  }
};

template <class T> inline constexpr bool unsupported = false;
template <class T> concept Pair = requires { typename T::first_type; typename T::second_type; };
template <class T> concept Keyed = requires { typename T::key_type; typename T::mapped_type; };
template <class T> concept Collection = requires(T value) { typename T::value_type; value.begin(); value.end(); value.insert(value.end(), *value.begin()); };
template <class T> struct IsOptional : std::false_type {};
template <class T> struct IsOptional<std::optional<T>> : std::true_type {};
template <class T> struct IsArray : std::false_type {};
template <class T, std::size_t N> struct IsArray<std::array<T, N>> : std::true_type {};
template <class T> struct IsTuple : std::false_type {};
template <class... T> struct IsTuple<std::tuple<T...>> : std::true_type {};

// GCC's own; the library's concepts leave them out where extensions are off.
__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;
template <class T> concept Whole = std::integral<T> || std::same_as<T, Wide> || std::same_as<T, UnsignedWide>;
template <class T> inline constexpr bool is_signed = std::same_as<T, Wide> || (!std::same_as<T, UnsignedWide> && std::is_signed_v<T>);

// What needs no types is compiled once, with the image (report.cpp): a submission pays for its own types only.

/** A whole number as written, or a double that is whole, in two's complement. Throws when it does not fit: a number is never changed. */
UnsignedWide read_whole(const std::string& text, int bits, bool with_sign);
/** Throws when a test passes something else. */
const std::string& number_of(const Json& json);
void write_whole(std::string& out, UnsignedWide magnitude, bool negative);
std::string digits_of(UnsignedWide magnitude, bool negative);
void write_double(std::string& out, double value);
void write_text(std::string& out, std::string_view text);

template <Whole T> T whole(const std::string& text) { return static_cast<T>(read_whole(text, sizeof(T) * 8, is_signed<T>)); }
template <Whole T> UnsignedWide magnitude_of(T value) { return value < T(0) ? UnsignedWide(0) - static_cast<UnsignedWide>(value) : static_cast<UnsignedWide>(value); }

template <std::floating_point T> T read_floating(const std::string& text) {
  if constexpr (std::same_as<T, float>) return std::strtof(text.c_str(), nullptr);
  else if constexpr (std::same_as<T, double>) return std::strtod(text.c_str(), nullptr);
  else return std::strtold(text.c_str(), nullptr);
}

template <class T> T read_key(const std::string& key) {
  if constexpr (std::same_as<T, std::string>) return key;
  else if constexpr (std::same_as<T, char>) return key.empty() ? '\0' : key[0];
  else return whole<T>(key);
}

template <class T> T read(const Json& json) {
  if constexpr (std::same_as<T, bool>) return json.boolean;
  else if constexpr (std::same_as<T, char>) return json.text.empty() ? '\0' : json.text[0];
  else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) return T(json.text);
  else if constexpr (std::same_as<T, const char*>) return json.text.c_str();
  else if constexpr (std::floating_point<T>) return read_floating<T>(number_of(json));
  else if constexpr (Whole<T>) return whole<T>(number_of(json));
  else if constexpr (IsOptional<T>::value) return json.kind == Json::Kind::null ? T() : T(read<typename T::value_type>(json));
  else if constexpr (IsTuple<T>::value) return [&]<std::size_t... I>(std::index_sequence<I...>) { return T(read<std::tuple_element_t<I, T>>(json.items.at(I))...); }(std::make_index_sequence<std::tuple_size_v<T>>());
  else if constexpr (Pair<T>) return T(read<std::remove_const_t<typename T::first_type>>(json.items.at(0)), read<typename T::second_type>(json.items.at(1)));
  else if constexpr (IsArray<T>::value) {
    T result{};
    for (std::size_t i = 0; i < result.size(); i++) result[i] = read<typename T::value_type>(json.items.at(i));
    return result;
  } else if constexpr (Keyed<T>) {
    T result;
    for (const auto& [key, value] : json.members) result.emplace(read_key<typename T::key_type>(key), read<typename T::mapped_type>(value));
    return result;
  } else if constexpr (Collection<T>) {
    T result;
    for (const auto& item : json.items) result.insert(result.end(), read<typename T::value_type>(item));
    return result;
  } else static_assert(unsupported<T>, "a test cannot pass a parameter of this type");
}

template <class T> void write(std::string& out, const T& value) {
  if constexpr (std::same_as<T, bool>) out += value ? "true" : "false";
  else if constexpr (std::same_as<T, char>) write_text(out, std::string_view(&value, 1));
  else if constexpr (std::convertible_to<T, std::string_view>) write_text(out, value);
  else if constexpr (std::floating_point<T>) write_double(out, static_cast<double>(value));
  else if constexpr (Whole<T>) write_whole(out, magnitude_of(value), value < T(0));
  else if constexpr (IsOptional<T>::value) { if (value) write(out, *value); else out += "null"; }
  else if constexpr (IsTuple<T>::value) {
    out += '[';
    std::apply([&](const auto&... item) { bool first = true; ((out += first ? "" : ",", first = false, write(out, item)), ...); }, value);
    out += ']';
  } else if constexpr (Pair<T>) { out += '['; write(out, value.first); out += ','; write(out, value.second); out += ']'; }
  else if constexpr (Keyed<T>) {
    std::string members;
    bool tag = value.size() == 1;
    for (const auto& [key, item] : value) {
      if (!members.empty()) members += ',';
      std::string name;
      if constexpr (std::convertible_to<decltype(key), std::string_view>) write_text(name, key);
      else if constexpr (Whole<std::remove_cvref_t<decltype(key)>> && !std::same_as<std::remove_cvref_t<decltype(key)>, bool> && !std::same_as<std::remove_cvref_t<decltype(key)>, char>) write_text(name, digits_of(magnitude_of(key), key < 0));
      else {
        std::string json;
        write(json, key);
        write_text(name, json);
      }
      tag = tag && (name == "\"$number\"" || name == "\"$object\"");
      members += name + ':';
      write(members, item);
    }
    out += tag ? "{\"$object\":{" + members + "}}" : '{' + members + '}';
  } else if constexpr (Collection<T> || IsArray<T>::value) {
    out += '[';
    bool first = true;
    for (auto it = value.begin(); it != value.end(); ++it) {
      if (!first) out += ',';
      first = false;
      write(out, static_cast<const typename T::value_type&>(*it));
    }
    out += ']';
  } else static_assert(unsupported<T>, "a test cannot compare a returned value of this type");
}

}  // namespace waymark
