import { NUMBER, signInTenant, wrong } from './sign-in';

describe('a blocked user', () => {
  test('gets no code, and the app cannot tell', async () => {
    const { start, sent, tenant } = signInTenant();
    tenant.setBlocked(NUMBER, true);
    expect(await start()).toEqual({
      status: 200,
      body: {
        _id: expect.any(String),
        phone_number: NUMBER,
        request_language: null,
        phone_verified: false,
      },
    });
    expect(sent).toEqual([]);
    tenant.setBlocked(NUMBER, false);
    await start();
    expect(sent).toHaveLength(1);
  });

  test('is refused with a code sent before the block', async () => {
    const { start, code, exchange, tenant } = signInTenant();
    await start();
    tenant.setBlocked(NUMBER, true);
    expect(await exchange(code())).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
  });

  test('is of a connection that exists', () => {
    expect(() => signInTenant().tenant.setBlocked(NUMBER, true, 'none')).toThrow('no connection');
  });
});

describe('many wrong codes in a row', () => {
  const tryWrongCodes = async (
    { start, code, exchange }: ReturnType<typeof signInTenant>,
    count: number,
  ) => {
    for (let tried = 0; tried < count; tried += 1) {
      if (tried % 3 === 0) await start();
      await exchange(wrong(code()));
    }
    await start();
  };
  const protectedTenant = () => signInTenant({ options: { brute_force_protection: true } });

  test('ten of them block the address, where the connection asks for it', async () => {
    const world = protectedTenant();
    await tryWrongCodes(world, 10);
    expect(await world.exchange(world.code())).toMatchObject({
      status: 429,
      body: { error: 'too_many_attempts' },
    });
    expect(world.tenant.logs().map(({ type }) => type)).toContain('limit_wc');
  });

  test('nine do not, and a right one starts the count anew', async () => {
    const world = protectedTenant();
    await tryWrongCodes(world, 9);
    expect(await world.exchange(world.code())).toMatchObject({ status: 200 });
    await tryWrongCodes(world, 9);
    expect(await world.exchange(world.code())).toMatchObject({ status: 200 });
  });

  test('without the option, none do', async () => {
    const world = signInTenant();
    await tryWrongCodes(world, 12);
    expect(await world.exchange(world.code())).toMatchObject({ status: 200 });
  });
});
