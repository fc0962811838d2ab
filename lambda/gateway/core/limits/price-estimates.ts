/**
 * What one part of a text message costs by country, for environments that name no prices of their own:
 * US dollars, and the countries up to that price. An estimate to set a ceiling by, not a bill; each price is
 * rounded up to its row.
 *
 * Sources, all public lists, looked up in November 2026:
 * - appwrite.io/docs/advanced/platform/phone-otp, prices of one-time codes in effect since 10 February 2025,
 *   and the changes of 18 May 2026 that github.com/appwrite/website/pull/3005 names;
 * - US and Canada: Twilio's 0.0083 and a carrier's fee of about 0.0035 (hivebook.wiki/wiki/twilio-sms-pricing,
 *   April 2026);
 * - Japan: AWS End User Messaging's 0.07451, as read in May 2026 by dev.classmethod.jp;
 * - India and Israel: above that list, whose prices are those of locally registered senders.
 */
const ESTIMATES_USD: readonly (readonly [usd: number, countries: string])[] = [
  [0.012, 'CA CR CY TR US'],
  [0.02, 'CN KP KR PL TH'],
  [0.03, 'AT AU BN BR BW FM FO GL GU MH MK MO PE PT PW ZA'],
  [
    0.05,
    'BH CH CK CL CO DK EE ES FK GB GG GR GT HK HN HR IM IN IT JE LI LT LV MT NA NF NO NU SC SG SH SM SV TO',
  ],
  [0.07, 'AO AR AW BA BO CZ FI FR GI GP HU IE IS KI MD MX NR NZ RE RO SB SE SK UY'],
  [
    0.1,
    'AD AE BE BF CG CM CU DE DJ GF GM GQ GW GY HT JP LR LU MC MP MQ MW NC NE NI NL PA PF PY SI SR ST TN',
  ],
  [0.13, 'AM BG BJ CV FJ GA GE GN IL LS ML MN RS RW SZ TG TV TZ UG VU ZW'],
  [0.17, 'BY ER KH LA MM MR MV PG SL SO UA ZM'],
  [0.2, 'BI BT GH IR MA MY PH QA TJ'],
  [0.25, 'AZ BD BZ DZ EC EG ET KE KG KW LB LY MZ NP OM SD SY TW VN'],
  [0.3, 'ID SA YE'],
  [0.4, 'KZ LK NG PK RU SN TM UZ VE'],
  [0.5, 'IQ JO KM MG YT'],
];

/**
 * For the countries that no list above names, most of them islands: dear on purpose. Twilio's list has them
 * between 0.10 and 0.30 (Antigua 0.098, Anguilla 0.132 in September 2026).
 */
const ELSEWHERE_USD = 0.3;

/** US dollars for one part of a text message, by an estimate. */
export const estimateUsd = (country: string): number =>
  ESTIMATES_USD.find(([, countries]) => countries.includes(country))?.[0] ?? ELSEWHERE_USD;
