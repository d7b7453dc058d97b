/** `$142.35`; an amount an hour keeps four digits: `$0.1866`. `null` is `unknown`. */
export function formatMoney(amount: number | null, currency: string, digits = 2): string {
  if (amount === null) return 'unknown';
  const [whole = '0', rest = ''] = amount.toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  const text = rest === '' ? grouped : `${grouped}.${rest}`;
  return currency === 'USD' ? `$${text}` : `${text} ${currency}`;
}
