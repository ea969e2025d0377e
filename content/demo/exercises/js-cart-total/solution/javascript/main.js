function cartTotal(articles) {
  let total = 0;
  for (const { cents, quantity = 1 } of articles) {
    total += Number(cents) * Number(quantity);
  }
  return total;
}
