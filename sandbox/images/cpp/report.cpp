// Linked into every submission: says on standard error where an exception that nobody caught was thrown, or where the
// program crashed, in lines of the submission. Also the two ends of a function test, the request and the value, and the numbers in both.
#include "call.hpp"
#include <charconv>
#include <csignal>
#include <cstring>
#include <cxxabi.h>
#include <dlfcn.h>
#include <exception>
#include <execinfo.h>
#include <sys/wait.h>
#include <typeinfo>
#include <unistd.h>

namespace {

constexpr int deepest = 48;
constexpr long most_recorded = 10000;  // a program that throws all the time shall not pay for each
void* thrown_at[deepest];
int thrown_depth = 0;
long thrown_count = 0;
alignas(16) char signal_stack[1 << 16];

void say(const char* text) { if (write(2, text, std::strlen(text)) < 0) return; }

/**
 * Translates addresses with addr2line and prints the frames that are in files of the submission. All but the one at
 * `exact` are return addresses, which belong to the line after the call: those are looked up one byte earlier.
 */
void print_frames(void* const* frames, int depth, int exact) {
  int ends[2];
  if (depth <= 0 || pipe(ends) != 0) return;
  pid_t pid = fork();
  if (pid == 0) {
    static char text[deepest][24];
    static const char* command[deepest + 8] = {"addr2line", "-e", "/box/program", "-fCpi"};
    int count = 4;
    for (int i = 0; i < depth && i < deepest; i++) {
      std::snprintf(text[i], sizeof text[i], "%p", static_cast<void*>(static_cast<char*>(frames[i]) - (i == exact ? 0 : 1)));
      command[count++] = text[i];
    }
    dup2(ends[1], 1);
    close(2);
    execv("/usr/bin/addr2line", const_cast<char* const*>(command));
    _exit(127);
  }
  close(ends[1]);
  static char output[65536];
  size_t size = 0;
  for (ssize_t got; size < sizeof output - 1 && (got = read(ends[0], output + size, sizeof output - 1 - size)) > 0;) size += static_cast<size_t>(got);
  output[size] = 0;
  waitpid(pid, nullptr, 0);
  int printed = 0;
  for (char* line = std::strtok(output, "\n"); line && printed < 20; line = std::strtok(nullptr, "\n")) {
    char* path = std::strstr(line, " at /box/");
    if (!path || std::strstr(path, "waymark-call")) continue;
    *path = 0;
    if (char* end = std::strstr(path + 9, " (")) *end = 0;
    if (char* suffix = std::strstr(line, ".cold")) *suffix = 0;
    char* name = std::strstr(line, "(inlined by) ");
    say("  at ");
    say(path + 9);
    say(" in ");
    say(name ? name + 13 : line);
    say("\n");
    printed++;
  }
}

void on_terminate() {
  std::fflush(stdout);
  say("Uncaught exception");
  if (const std::type_info* type = abi::__cxa_current_exception_type()) {
    int status = 0;
    char* name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
    say(" ");
    say(name ? name : type->name());
    try {
      throw;
    } catch (const std::exception& error) {
      say(": ");
      say(error.what());
    } catch (...) {
    }
  }
  say("\n");
  print_frames(thrown_at, thrown_depth, -1);
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

void on_crash(int number) {
  say(number == SIGSEGV ? "Segmentation fault\n" : number == SIGFPE ? "Arithmetic error (division by zero?)\n" : "Aborted\n");
  void* frames[deepest];
  print_frames(frames, backtrace(frames, deepest), 2);  // 0 is this handler, 1 the kernel's way into it, 2 the crash
  std::signal(number, SIG_DFL);
  std::raise(number);
}

__attribute__((constructor)) void prepare() {
  void* frame[1];
  backtrace(frame, 1);  // loads the unwinder now: in a signal handler it could not
  std::set_terminate(on_terminate);
  stack_t stack{};
  stack.ss_sp = signal_stack;
  stack.ss_size = sizeof signal_stack;
  sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_handler = on_crash;
  action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
  for (int number : {SIGSEGV, SIGFPE, SIGABRT}) sigaction(number, &action, nullptr);
}

}  // namespace

/** Takes the place of the library's function of this name, to remember where the exception comes from. */
extern "C" void __cxa_throw(void* object, void* type, void (*destroy)(void*)) {
  using Throw = void (*)(void*, void*, void (*)(void*));
  static const Throw original = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
  if (thrown_count++ < most_recorded) thrown_depth = backtrace(thrown_at, deepest);
  original(object, type, destroy);
  __builtin_unreachable();
}

namespace waymark {

UnsignedWide read_whole(const std::string& text, int bits, bool with_sign) {
  const auto refuse = [&] {
    throw std::out_of_range("the test passes " + text + ", which does not fit into a whole number of " + std::to_string(bits) + " bits" + (with_sign ? "" : " without a sign"));
  };
  const int digits = bits - (with_sign ? 1 : 0);
  if (text.find_first_not_of("0123456789", text.starts_with('-') ? 1 : 0) != std::string::npos) {
    const long double value = std::strtold(text.c_str(), nullptr);
    if (value != std::trunc(value)) throw std::invalid_argument("the test passes " + text + " where the function takes a whole number");
    const long double limit = std::ldexp(1.0L, digits);
    if (!(value < limit && value >= (with_sign ? -limit : 0.0L))) refuse();
    return value < 0 ? UnsignedWide(0) - static_cast<UnsignedWide>(-value) : static_cast<UnsignedWide>(value);
  }
  const bool negative = text.starts_with('-');
  const UnsignedWide largest = ~UnsignedWide(0) >> (128 - digits);
  const UnsignedWide most = !negative ? largest : with_sign ? largest + 1 : 0;
  UnsignedWide magnitude = 0;
  for (std::size_t i = negative ? 1 : 0; i < text.size(); i++) {
    const unsigned digit = static_cast<unsigned>(text[i] - '0');
    if (digit > most || magnitude > (most - digit) / 10) refuse();
    magnitude = magnitude * 10 + digit;
  }
  return negative ? UnsignedWide(0) - magnitude : magnitude;
}

const std::string& number_of(const Json& json) {
  if (json.kind != Json::Kind::number) throw std::invalid_argument("the test passes something else where the function takes a number");
  return json.text;
}

std::string digits_of(UnsignedWide magnitude, bool negative) {
  char text[48], *at = text + sizeof text;
  do *--at = static_cast<char>('0' + static_cast<int>(magnitude % 10)); while (magnitude /= 10);
  if (negative) *--at = '-';
  return std::string(at, text + sizeof text);
}

void write_whole(std::string& out, UnsignedWide magnitude, bool negative) {
  const bool exact = magnitude < UnsignedWide(1) << 53;
  out += exact ? digits_of(magnitude, negative) : "{\"$number\":\"" + digits_of(magnitude, negative) + "\"}";
}

void write_double(std::string& out, double value) {
  if (std::isnan(value)) out += "{\"$number\":\"NaN\"}";
  else if (std::isinf(value)) out += value > 0 ? "{\"$number\":\"Infinity\"}" : "{\"$number\":\"-Infinity\"}";
  else if (value == 0 && std::signbit(value)) out += "{\"$number\":\"-0\"}";
  else {
    char text[64];
    out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
  }
}

void write_text(std::string& out, std::string_view text) {
  out += '"';
  for (unsigned char c : text) {
    char escaped[8];
    if (c == '"' || c == '\\') { out += '\\'; out += static_cast<char>(c); }
    else if (c < 0x20) { std::snprintf(escaped, sizeof escaped, "\\u%04x", c); out += escaped; }
    else out += static_cast<char>(c);
  }
  out += '"';
}

Json receive() {
  std::string text;
  char chunk[65536];
  for (ssize_t got; (got = ::read(3, chunk, sizeof chunk)) > 0;) text.append(chunk, static_cast<size_t>(got));
  return Reader(text).value();
}

void send(const std::string& value) {
  std::cout.flush();
  std::string answer = "{\"json\":" + value + "}";
  for (size_t sent = 0; sent < answer.size();) {
    ssize_t written = ::write(4, answer.data() + sent, answer.size() - sent);
    if (written <= 0) return;
    sent += static_cast<size_t>(written);
  }
}

}  // namespace waymark
