import type { FastifyInstance } from 'fastify';
import type { Context } from '../../kernel/http/context.ts';
import { addressKey, countRequest, countsByKey } from '../../kernel/http/request-limit.ts';
import { Problem } from '../../problems.ts';

/** Of the requests that an address has, this part may send a form: each of them can keep a time from others. */
const formsOf = 4;

/** The strict limit of pages that are open to everyone (behaviour 1), by address. */
export function limitAddresses(part: FastifyInstance, { config, now }: Context): void {
  const pages = countsByKey();
  const forms = countsByKey();
  part.addHook('onRequest', async ({ ip, method }) => {
    const [address, present] = [addressKey(ip), now()];
    const all = config.bookRequestsPerMinute;
    const seconds = Math.max(
      countRequest(pages(address, present), all, present),
      method === 'POST' ? countRequest(forms(address, present), Math.ceil(all / formsOf), present) : 0,
    );
    if (seconds > 0) {
      throw new Problem('too-many-requests', undefined, { headers: { 'Retry-After': String(seconds) } });
    }
  });
}
