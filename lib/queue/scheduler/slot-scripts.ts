/** Scripts about what slots take and give back. Each is put behind the prelude. */

/**
 * Takes the run that is to run next on a slot.
 * ARGV: slot, hash of its node definitions, its models (JSON list), slack in device-seconds.
 * Answers the run, or false: then the slot is handed the next one that comes and fits.
 */
export const PICK = `
local slot, nodes, slack = ARGV[1], ARGV[2], tonumber(ARGV[4])
local loaded = {}
for _, model in ipairs(cjson.decode(ARGV[3])) do loaded[model] = true end
local run = takeNext(slot, nodes, loaded, slack)
if not run then
  redis.call('zadd', P .. ':idle', nowMs(), nodes .. ' ' .. slot)
  return false
end
redis.call('zrem', P .. ':idle', nodes .. ' ' .. slot)
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
callFor(ARGV[1], facts)
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
