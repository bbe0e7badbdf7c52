// A bound against hanging, not a claim about speed.
jest.setTimeout(120_000);
