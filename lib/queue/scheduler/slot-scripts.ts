/** Scripts about what slots take and give back. Each is put behind the prelude. */

/**
 * Takes the run that is to run next on a slot: of the user with the least virtual time, the first in the
 * user's order. A user up to ARGV[4] device-seconds ahead comes first when the slot has the models of
 * that run already. The background lane is looked at when nobody in the other has anything for the slot.
 * ARGV: slot, hash of its node definitions, its models (JSON list), slack in device-seconds.
 * Answers the run, or false: then the slot is told when there may be something.
 */
export const PICK = `
local slot, nodes, slack = ARGV[1], ARGV[2], tonumber(ARGV[4])
local AT_ONCE, DEPTH = 32, 512
local loaded = {}
for _, model in ipairs(cjson.decode(ARGV[3])) do loaded[model] = true end

local function isLoaded(facts)
  for _, model in ipairs(facts.models) do if not loaded[model] then return false end end
  return true
end

-- Whether any of the user's runs fits: whoever waits for other slots only is passed over at once.
local function mayFit(lane, user)
  local bound, kinds = 0, redis.call('hgetall', boundKey(lane, user))
  for index = 1, #kinds, 2 do
    if not string.find(',' .. kinds[index] .. ',', ',' .. nodes .. ',', 1, true) then return true end
    bound = bound + tonumber(kinds[index + 1])
  end
  return redis.call('zcard', waitKey(lane, user)) > bound
end
local function firstFitting(lane, user)
  local key, isSure = waitKey(lane, user), false
  for from = 0, DEPTH - 1, 8 do
    local runs = redis.call('zrange', key, from, from + 7)
    for _, run in ipairs(runs) do
      local facts = cjson.decode(redis.call('hget', P .. ':runs', run))
      if fitsNodes(facts, nodes) then return run, facts end
      if not isSure and not mayFit(lane, user) then return nil end
      isSure = true
    end
    if #runs < 8 then return nil end
  end
end
local function find(lane)
  local best, from = nil, 0
  while true do
    local users = redis.call('zrange', P .. ':users:' .. lane, from, from + AT_ONCE - 1, 'WITHSCORES')
    for index = 1, #users, 2 do
      local tag = tonumber(users[index + 1])
      if best and tag > best.tag + slack then return best end
      local run, facts = firstFitting(lane, users[index])
      if run then
        local saves = isLoaded(facts) and (not best or #facts.models > 0)
        if not best or saves then best = {run = run, facts = facts, tag = best and best.tag or tag, own = tag} end
        if saves or next(loaded) == nil then return best end
      end
    end
    if #users < 2 * AT_ONCE then return best end
    from = from + AT_ONCE
  end
end

local best = find('interactive') or find('background')
if not best then
  redis.call('zadd', P .. ':idle', nowMs(), nodes .. ' ' .. slot)
  return false
end
redis.call('zrem', P .. ':idle', nodes .. ' ' .. slot)
local run, facts = best.run, best.facts
local lane, user, now = facts.lane, facts.user, nowMs()
takeOut(run, facts)
facts.slot, facts.pickedMs = slot, now
redis.call('hset', P .. ':holders', run, user)
redis.call('hset', P .. ':held:' .. user, run, cjson.encode(facts))
redis.call('hincrby', P .. ':active', user, 1)
if best.tag > clockOf(lane) then redis.call('set', P .. ':clock:' .. lane, exact(best.tag)) end
redis.call('zadd', P .. ':tags:' .. lane, exact(best.own + facts.estimate), user)
redis.call('zadd', P .. ':users:' .. lane, 'XX', exact(best.own + facts.estimate), user)
place(user)
return run
`;

/**
 * The device is done with a run. ARGV: run, slot ('' any), device-seconds ('' when it never came to that),
 * '1' when they say what such a run costs. Answers 1, or 0 when no slot held it: saying it again changes nothing.
 */
export const FINISH = `
local facts = letGo(ARGV[1], ARGV[2])
if not facts then return 0 end
local lane, user, seconds = facts.lane, facts.user, num(ARGV[3], 0)
charge(lane, user, seconds - facts.estimate)
place(user)

local SAMPLES, COSTS_MAX = 9, 4096
local costs = P .. ':costs'
local function note(field)
  local values, texts = {exact(seconds)}, redis.call('hget', costs, field)
  for value in string.gmatch(texts or '', '[^,]+') do
    if #values < SAMPLES then values[#values + 1] = value end
  end
  redis.call('hset', costs, field, table.concat(values, ','))
end
if ARGV[4] == '1' then
  note(user .. ':' .. facts.cost); note(user); note('*')
  if redis.call('hlen', costs) > COSTS_MAX then
    for _, field in ipairs(redis.call('hrandfield', costs, 32)) do
      if field ~= '*' then redis.call('hdel', costs, field) end
    end
  end
end

-- Whoever the clock has passed is forgotten; when nothing runs and nobody waits, the clock passes all.
local isIdle = redis.call('exists', P .. ':holders') == 0
for _, each in ipairs(LANES) do if redis.call('exists', P .. ':users:' .. each) == 1 then isIdle = false end end
for _, each in ipairs(LANES) do
  local tags = P .. ':tags:' .. each
  if isIdle then
    local last = redis.call('zrange', tags, -1, -1, 'WITHSCORES')
    if last[2] and tonumber(last[2]) > clockOf(each) then redis.call('set', P .. ':clock:' .. each, last[2]) end
    redis.call('del', tags)
  else
    local clock = clockOf(each)
    for _, passed in ipairs(redis.call('zrange', tags, 0, 7)) do
      if tagOf(each, passed) <= clock and redis.call('hexists', P .. ':active', passed) == 0 and waitingOf(passed) == 0 then
        redis.call('zrem', tags, passed)
      end
    end
  end
end
tidy(user)
return 1
`;

/**
 * A slot cannot run what it picked, and nothing happened to the run: it waits where it waited.
 * ARGV: run, slot, hash of node definitions that cannot run it ('' the slot is at fault). Answers 1 or 0.
 */
export const PUT_BACK = `
local facts = letGo(ARGV[1], ARGV[2])
if not facts then return 0 end
if ARGV[3] ~= '' then table.insert(facts.without, ARGV[3]) end
facts.slot, facts.pickedMs, facts.startedMs = nil, nil, nil
charge(facts.lane, facts.user, -facts.estimate)
putIn(ARGV[1], facts)
place(facts.user)
wakeOne(facts)
return 1
`;

/** The runner began with a run that a slot holds. ARGV: run, slot. */
export const STARTED = `
local facts = heldFacts(ARGV[1])
if not facts or facts.slot ~= ARGV[2] or facts.startedMs then return 0 end
local user = facts.user
facts.startedMs = nowMs()
redis.call('hset', P .. ':held:' .. user, ARGV[1], cjson.encode(facts))
redis.call('hincrby', P .. ':executing', user, 1)
return 1
`;

/** ARGV: least age (ms). Answers the runs that slots hold for so long. */
export const HELD = `
local found, oldest = {}, nowMs() - tonumber(ARGV[1])
local holders = redis.call('hgetall', P .. ':holders')
for index = 1, #holders, 2 do
  local facts = cjson.decode(redis.call('hget', P .. ':held:' .. holders[index + 1], holders[index]))
  if facts.pickedMs <= oldest then found[#found + 1] = holders[index] end
end
return found
`;
