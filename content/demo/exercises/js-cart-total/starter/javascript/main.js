function cartTotal(articles) {
  let total;
  articles.forEach((article) => {
    const quantity = article.quantity || 1;
    total = total + article.cents * quantity;
    return total;
  });
}
