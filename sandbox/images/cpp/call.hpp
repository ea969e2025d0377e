// Calls a function or class of the submission with JSON arguments. Parameter types are deduced from the pointer to the
// function, so that a test needs to name none. Everything here is in the submission's process and worth no trust.
#pragma once
#include "json.hpp"

namespace waymark {

template <class... P, std::size_t... I>
std::tuple<std::decay_t<P>...> read_all(const Json& arguments, std::index_sequence<I...>) {
  if (arguments.items.size() != sizeof...(P)) throw std::invalid_argument("the test passes " + std::to_string(arguments.items.size()) + " arguments, the function takes " + std::to_string(sizeof...(P)));
  return {read<std::decay_t<P>>(arguments.items[I])...};
}

template <class R, class F, class... P> std::string invoke(F&& function, const Json& arguments) {
  auto values = read_all<P...>(arguments, std::index_sequence_for<P...>());
  std::string out;
  auto apply = [&](auto&... value) -> R { return function(static_cast<P&&>(value)...); };
  if constexpr (std::is_void_v<R>) { std::apply(apply, values); out = "null"; }
  else write<std::decay_t<R>>(out, std::apply(apply, values));
  return out;
}

template <class R, class... P> std::string call(R (*function)(P...), const Json& arguments) {
  return invoke<R, R (*&)(P...), P...>(function, arguments);
}
template <class C, class R, class... P> std::string call_method(C& object, R (C::*method)(P...), const Json& arguments) {
  auto bound = [&](P... p) -> R { return (object.*method)(static_cast<P&&>(p)...); };
  return invoke<R, decltype(bound)&, P...>(bound, arguments);
}
template <class C, class R, class... P> std::string call_method(C& object, R (C::*method)(P...) const, const Json& arguments) {
  auto bound = [&](P... p) -> R { return (object.*method)(static_cast<P&&>(p)...); };
  return invoke<R, decltype(bound)&, P...>(bound, arguments);
}

/** Converts to whatever a constructor's parameter asks for, but not to the class itself (that would be a copy). */
template <class C> struct Argument {
  const Json& json;
  template <class T> requires(!std::same_as<std::remove_cvref_t<T>, C>) operator T() const { return read<std::remove_cvref_t<T>>(json); }
};

template <class C, std::size_t... I> std::unique_ptr<C> construct_with(const Json& arguments, std::index_sequence<I...>) {
  if constexpr (std::is_constructible_v<C, decltype((static_cast<void>(I), std::declval<Argument<C>>()))...>) return std::unique_ptr<C>(new C(Argument<C>{arguments.items[I]}...));
  else throw std::invalid_argument("the class has no constructor with " + std::to_string(sizeof...(I)) + " parameters");
}
template <class C> std::unique_ptr<C> construct(const Json& arguments) {
  switch (arguments.items.size()) {
    case 0: return construct_with<C>(arguments, std::make_index_sequence<0>());
    case 1: return construct_with<C>(arguments, std::make_index_sequence<1>());
    case 2: return construct_with<C>(arguments, std::make_index_sequence<2>());
    case 3: return construct_with<C>(arguments, std::make_index_sequence<3>());
    case 4: return construct_with<C>(arguments, std::make_index_sequence<4>());
    case 5: return construct_with<C>(arguments, std::make_index_sequence<5>());
    case 6: return construct_with<C>(arguments, std::make_index_sequence<6>());
    default: throw std::invalid_argument("the test passes more than 6 arguments to a constructor");
  }
}

/** Runs the steps of a class test; `method` calls one by name. */
template <class C, class F> std::string steps(const Json& request, F&& method) {
  auto object = construct<C>(request.at("args"));
  std::string out = "[";
  for (const Json& step : request.at("steps").items) {
    if (out.size() > 1) out += ',';
    out += method(*object, step.at("method").text, step.at("args"));
  }
  return out + "]";
}

Json receive();
void send(const std::string& value);

}  // namespace waymark
