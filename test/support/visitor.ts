import type { TestServer } from './server.ts';

/** Somebody with a browser that knows no script: pages, forms, cookies, redirects. */

export interface Shown {
  status: number;
  /** Path and query that it was found at. */
  path: string;
  headers: Headers;
  text: string;
  /** What can be read of it: no marking, no white space twice. */
  words: string;
  forms: Form[];
}

export interface Form {
  method: string;
  action: string;
  fields: Record<string, string>;
  /** Every button that has a name, and what it sends. */
  buttons: { name: string; value: string; text: string }[];
}

export interface Visitor {
  cookies: Map<string, string>;
  get(path: string): Promise<Shown>;
  /** Sends the form whose action ends so, as it is but for `values`. */
  send(page: Shown, action: string, values?: Record<string, string>, method?: 'get' | 'post'): Promise<Shown>;
}

export function newVisitor(server: TestServer, headers: Record<string, string> = {}): Visitor {
  const cookies = new Map<string, string>();
  // What a proxy would take away.
  const prefix = server.config.publicUrl ? new URL(server.config.publicUrl).pathname.replace(/\/$/, '') : '';
  const ask = async (asked: string, init: RequestInit = {}): Promise<Shown> => {
    const path = prefix && asked.startsWith(`${prefix}/`) ? asked.slice(prefix.length) : asked;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, server.url), {
      redirect: 'manual',
      ...init,
      headers: { ...headers, ...(cookie && { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (response.status === 303 && location) return ask(location);
    return shown(response, path, await response.text());
  };
  return {
    cookies,
    get: (path) => ask(path),
    send: (page, action, values = {}, method = 'post') => {
      const form = page.forms.find((one) => one.method === method && one.action.split('?')[0]?.endsWith(action));
      if (!form) throw new Error(`No form ${action} on ${page.path} (${page.status}): ${page.words.slice(0, 500)}`);
      const fields = new URLSearchParams({ ...form.fields, ...values });
      if (form.method === 'get') return ask(`${form.action}?${fields}`);
      return ask(form.action, { method: 'POST', body: fields });
    },
  };
}

function shown(response: Response, path: string, text: string): Shown {
  const words = decoded(text.replace(/<head>[\s\S]*?<\/head>|<select[\s\S]*?<\/select>/g, '').replace(/<[^>]*>/g, ' '));
  const forms = [...text.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', inner = '']) =>
    formOf(tag, inner),
  );
  return {
    status: response.status,
    path,
    headers: response.headers,
    text,
    words: words.replace(/\s+/g, ' ').trim(),
    forms,
  };
}

function formOf(tag: string, inner: string): Form {
  const fields: Record<string, string> = {};
  for (const [, attributes = ''] of inner.matchAll(/<input([^>]*)>/g)) {
    if (/type="radio"/.test(attributes) && !/ checked/.test(attributes)) continue;
    fields[attribute(attributes, 'name')] = attribute(attributes, 'value');
  }
  for (const [, attributes = '', text = ''] of inner.matchAll(/<textarea([^>]*)>\n?([\s\S]*?)<\/textarea>/g)) {
    fields[attribute(attributes, 'name')] = decoded(text);
  }
  for (const [, attributes = '', options = ''] of inner.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const [, chosen = '', text = ''] =
      /<option([^>]* selected)>([^<]*)/.exec(options) ?? /<option([^>]*)>([^<]*)/.exec(options) ?? [];
    fields[attribute(attributes, 'name')] = / value=/.test(chosen) ? attribute(chosen, 'value') : decoded(text);
  }
  const buttons = [...inner.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)].map(([, attributes = '', text = '']) => ({
    name: attribute(attributes, 'name'),
    value: attribute(attributes, 'value'),
    text: decoded(text.replace(/<[^>]*>/g, '')),
  }));
  return {
    method: attribute(tag, 'method'),
    action: attribute(tag, 'action'),
    fields,
    buttons: buttons.filter(({ name }) => name),
  };
}

function attribute(attributes: string, name: string): string {
  return decoded(new RegExp(` ${name}="([^"]*)"`).exec(` ${attributes}`)?.[1] ?? '');
}

function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code))).replaceAll('&amp;', '&');
}
