/** The screen of usage. */
export const usage = {
  title: 'Usage',
  none: 'Charts of usage are not in this version yet',
  about:
    'The gateway already counts requests and tokens for every key, model and minute, so nothing is lost until the charts are here. What you can see today:',
  /** A link, and what follows it. */
  limits: 'Limits',
  limits_about: ': what each key used in the last minute.',
  api: 'The gateway’s API',
  api_about: ': sums by model, key or day, at `GET /v1/accounts/…/usage`.',
};
