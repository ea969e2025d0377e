function initials(name) {
  return name;
}
