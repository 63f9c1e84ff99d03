/** Makes a transaction run again, once (kernel/db/transaction.ts): what it looked at changed before it had its locks. */
export function changedUnderway(): Error {
  return Object.assign(new Error('an event changed while its days were locked'), { code: '40001' });
}
