// Preloaded into a program whose machine is SKEW_HOURS ahead of the time, or behind if negative.
const skew = Number(process.env.SKEW_HOURS) * 3_600_000;
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length > 0 ? args : [RealDate.now() + skew]));
  }

  static now() {
    return RealDate.now() + skew;
  }
};
