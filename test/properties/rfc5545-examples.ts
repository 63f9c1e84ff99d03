/** The examples of RFC 5545 3.8.5.3, with the occurrences printed there. All start in America/New_York at 09:00. */

export interface PublishedExample {
  readonly start: string;
  readonly rule: string;
  /** Days at 09:00, or days with times; the first ones where the rule goes on. */
  readonly expected: readonly string[];
  /** The rule ends with the last of them. */
  readonly complete: boolean;
  readonly exdate?: string;
}

const START = '19970902T090000';

/** `1997: 9/2-11, 10/1` */
function days(text: string): string[] {
  const found: string[] = [];
  for (const part of text.split(';')) {
    const [year = '', list = ''] = part.trim().split(':');
    for (const item of list.split(',')) {
      const [month = '', range = ''] = item.trim().split('/');
      const [first = '', last = first] = range.split('-');
      for (let day = Number(first); day <= Number(last); day++) {
        found.push(`${year.trim()}-${month.padStart(2, '0')}-${String(day).padStart(2, '0')}`);
      }
    }
  }
  return found;
}

function example(
  rule: string,
  expected: string | readonly string[],
  more: Partial<PublishedExample> = {},
): PublishedExample {
  const complete = /COUNT|UNTIL/.test(rule);
  return { start: START, rule, expected: typeof expected === 'string' ? days(expected) : expected, complete, ...more };
}

function times(day: string, from: number, to: number, step: number): string[] {
  const found: string[] = [];
  for (let minute = from; minute <= to; minute += step) {
    found.push(`${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
  }
  return found;
}

const EVERY_JANUARY_DAY = days('1998: 1/1-31; 1999: 1/1-31; 2000: 1/1-31');
const WEEKLY_ON_TU_TH = days('1997: 9/2,9/4,9/9,9/11,9/16,9/18,9/23,9/25,9/30,10/2');

export const RFC_EXAMPLES: readonly PublishedExample[] = [
  example('FREQ=DAILY;COUNT=10', '1997: 9/2-11'),
  example('FREQ=DAILY;UNTIL=19971224T000000Z', '1997: 9/2-30, 10/1-31, 11/1-30, 12/1-23'),
  example(
    'FREQ=DAILY;INTERVAL=2',
    '1997: 9/2,9/4,9/6,9/8,9/10,9/12,9/14,9/16,9/18,9/20,9/22,9/24,9/26,9/28,9/30,10/2,10/4',
  ),
  example('FREQ=DAILY;INTERVAL=10;COUNT=5', '1997: 9/2,9/12,9/22,10/2,10/12'),
  example('FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA', EVERY_JANUARY_DAY, {
    start: '19980101T090000',
  }),
  example('FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1', EVERY_JANUARY_DAY, { start: '19980101T090000' }),
  example('FREQ=WEEKLY;COUNT=10', '1997: 9/2,9/9,9/16,9/23,9/30,10/7,10/14,10/21,10/28,11/4'),
  example(
    'FREQ=WEEKLY;UNTIL=19971224T000000Z',
    '1997: 9/2,9/9,9/16,9/23,9/30,10/7,10/14,10/21,10/28,11/4,11/11,11/18,11/25,12/2,12/9,12/16,12/23',
  ),
  example(
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
    '1997: 9/2,9/16,9/30,10/14,10/28,11/11,11/25,12/9,12/23; 1998: 1/6,1/20,2/3,2/17',
  ),
  example('FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH', WEEKLY_ON_TU_TH),
  example('FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH', WEEKLY_ON_TU_TH),
  example(
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    '1997: 9/1,9/3,9/5,9/15,9/17,9/19,9/29,10/1,10/3,10/13,10/15,10/17,10/27,10/29,10/31,11/10,11/12,11/14,11/24,11/26,11/28,12/8,12/10,12/12,12/22',
    { start: '19970901T090000' },
  ),
  example('FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH', '1997: 9/2,9/4,9/16,9/18,9/30,10/2,10/14,10/16'),
  example('FREQ=MONTHLY;COUNT=10;BYDAY=1FR', '1997: 9/5,10/3,11/7,12/5; 1998: 1/2,2/6,3/6,4/3,5/1,6/5', {
    start: '19970905T090000',
  }),
  example('FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR', '1997: 9/5,10/3,11/7,12/5', { start: '19970905T090000' }),
  example(
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    '1997: 9/7,9/28,11/2,11/30; 1998: 1/4,1/25,3/1,3/29,5/3,5/31',
    { start: '19970907T090000' },
  ),
  example('FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '1997: 9/22,10/20,11/17,12/22; 1998: 1/19,2/16', {
    start: '19970922T090000',
  }),
  example('FREQ=MONTHLY;BYMONTHDAY=-3', '1997: 9/28,10/29,11/28,12/29; 1998: 1/29,2/26', { start: '19970928T090000' }),
  example('FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15', '1997: 9/2,9/15,10/2,10/15,11/2,11/15,12/2,12/15; 1998: 1/2,1/15'),
  example('FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1', '1997: 9/30,10/1,10/31,11/1,11/30,12/1,12/31; 1998: 1/1,1/31,2/1', {
    start: '19970930T090000',
  }),
  example('FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15', '1997: 9/10-15; 1999: 3/10-13', {
    start: '19970910T090000',
  }),
  example(
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
    '1997: 9/2,9/9,9/16,9/23,9/30,11/4,11/11,11/18,11/25; 1998: 1/6,1/13,1/20,1/27,3/3,3/10,3/17,3/24,3/31',
  ),
  example(
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    '1997: 6/10,7/10; 1998: 6/10,7/10; 1999: 6/10,7/10; 2000: 6/10,7/10; 2001: 6/10,7/10',
    { start: '19970610T090000' },
  ),
  example(
    'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    '1997: 3/10; 1999: 1/10,2/10,3/10; 2001: 1/10,2/10,3/10; 2003: 1/10,2/10,3/10',
    { start: '19970310T090000' },
  ),
  example(
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    '1997: 1/1,4/10,7/19; 2000: 1/1,4/9,7/18; 2003: 1/1,4/10,7/19; 2006: 1/1',
    { start: '19970101T090000' },
  ),
  example('FREQ=YEARLY;BYDAY=20MO', '1997: 5/19; 1998: 5/18; 1999: 5/17', { start: '19970519T090000' }),
  example('FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '1997: 5/12; 1998: 5/11; 1999: 5/17', { start: '19970512T090000' }),
  example(
    'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
    '1997: 3/13,3/20,3/27; 1998: 3/5,3/12,3/19,3/26; 1999: 3/4,3/11,3/18,3/25',
    { start: '19970313T090000' },
  ),
  example(
    'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8',
    '1997: 6/5,6/12,6/19,6/26,7/3,7/10,7/17,7/24,7/31,8/7,8/14,8/21,8/28; 1998: 6/4,6/11,6/18,6/25,7/2',
    { start: '19970605T090000' },
  ),
  example('FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '1998: 2/13,3/13,11/13; 1999: 8/13; 2000: 10/13', {
    exdate: 'EXDATE;TZID=America/New_York:19970902T090000',
  }),
  example(
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    '1997: 9/13,10/11,11/8,12/13; 1998: 1/10,2/7,3/7,4/11,5/9,6/13',
    { start: '19970913T090000' },
  ),
  example('FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8', '1996: 11/5; 2000: 11/7; 2004: 11/2', {
    start: '19961105T090000',
  }),
  example('FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997: 9/4,10/7,11/6', { start: '19970904T090000' }),
  example('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', '1997: 9/29,10/30,11/27,12/30; 1998: 1/29,2/26,3/30', {
    start: '19970929T090000',
  }),
  // Errata 3883: the end is 17:00 in New York, so that 15:00 is the last.
  example('FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z', [
    '1997-09-02T09:00',
    '1997-09-02T12:00',
    '1997-09-02T15:00',
  ]),
  example('FREQ=MINUTELY;INTERVAL=15;COUNT=6', times('1997-09-02', 540, 615, 15)),
  example('FREQ=MINUTELY;INTERVAL=90;COUNT=4', times('1997-09-02', 540, 810, 90)),
  example('FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40', [
    ...times('1997-09-02', 540, 1000, 20),
    ...times('1997-09-03', 540, 1000, 20),
  ]),
  example('FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16', [
    ...times('1997-09-02', 540, 1000, 20),
    ...times('1997-09-03', 540, 1000, 20),
  ]),
  example('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997: 8/5,8/10,8/19,8/24', {
    start: '19970805T090000',
  }),
  example('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997: 8/5,8/17,8/19,8/31', {
    start: '19970805T090000',
  }),
  example('FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2007: 1/15,1/30,2/15,3/15,3/30', { start: '20070115T090000' }),
];
