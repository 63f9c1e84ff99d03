/** Paging as a list's query has it; pages need both `pageinate` and `page_no` (wire 2.2). */
export interface PageQuery {
  pageinate?: boolean | null;
  page_no?: number | null;
  page_size?: number | null;
  count?: number | null;
}

export interface Page {
  /** Echoed in the envelope. */
  pageNo: number | undefined;
  pageSize: number | undefined;
  /** Rows to leave out and to answer at most; undefined = all. */
  offset: number;
  limit: number | undefined;
}

const defaultPageSize = 50;
const largestPageSize = 1_000;

/** Which rows of a list are asked for. A page before the first is the first. */
export function pageOf(query: PageQuery): Page {
  const size = Math.min(Math.max(query.page_size ?? defaultPageSize, 1), largestPageSize);
  if (query.pageinate && query.page_no !== undefined && query.page_no !== null) {
    const pageNo = Math.max(query.page_no, 1);
    return { pageNo, pageSize: size, offset: (pageNo - 1) * size, limit: size };
  }
  return {
    pageNo: query.page_no ?? undefined,
    pageSize: query.page_size ?? undefined,
    offset: 0,
    limit: query.count && query.count > 0 ? query.count : undefined,
  };
}

/** The text before the rows of an envelope: page_no, page_size, record_count, then the key, in this order. */
export function envelopeHead(page: Page, recordCount: number, key: string): string {
  const known = { page_no: page.pageNo, page_size: page.pageSize, record_count: recordCount };
  return `${JSON.stringify(known).slice(0, -1)},"${key}":`;
}

/** A whole list as an envelope; `rows` is the text of a JSON array. */
export function envelope(page: Page, recordCount: number, key: string, rows: string): string {
  return `${envelopeHead(page, recordCount, key)}${rows}}`;
}

/** The answer of a POST: one element answers the object, several an array (wire rule 3). */
export function oneOrMany(rows: string[]): string {
  return rows.length === 1 ? (rows[0] as string) : `[${rows.join(',')}]`;
}
