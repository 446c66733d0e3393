import { IDLE_MS } from '../policies';

/**
 * Whose turn it is, in one place: for a slot that asks, and for one that had nothing to do when a run
 * comes. Put behind the prelude.
 */
export const TAKING = `
-- The slot holds the run from now on, and its user is charged for it.
local function take(best, slot)
  local run, facts = best.run, best.facts
  local lane, user, now = facts.lane, facts.user, nowMs()
  takeOut(run, facts)
  facts.slot, facts.pickedMs = slot, now
  redis.call('hset', P .. ':holders', run, user)
  redis.call('hset', P .. ':held:' .. user, run, cjson.encode(facts))
  redis.call('hincrby', P .. ':active', user, 1)
  redis.call('hincrby', P .. ':load', slot, 1)
  if best.tag > clockOf(lane) then redis.call('set', P .. ':clock:' .. lane, exact(best.tag)) end
  redis.call('zadd', P .. ':tags:' .. lane, exact(best.own + facts.estimate), user)
  redis.call('zadd', P .. ':users:' .. lane, 'XX', exact(best.own + facts.estimate), user)
  place(user)
  return run
end

-- Takes the run that is to run next on a slot: of the user with the least virtual time, the first in the
-- user's order. A user up to \`slack\` device-seconds ahead comes first when the slot has the models of
-- that run already. The background lane is looked at when nobody in the other has anything for the slot.
local function takeNext(slot, nodes, loaded, slack)
  local AT_ONCE, DEPTH = 32, 512

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
  return best and take(best, slot) or nil
end

-- Hands slots that found nothing before, and can run this, their next run, until one has got it: first
-- those that hold nothing, then those with room beside what they run. False: nobody hears for the last one
-- of them. For what may not start yet nobody is called.
local function callFor(wanted, facts)
  local idle, isHeard = P .. ':idle', true
  if not redis.call('zscore', P .. ':users:' .. facts.lane, facts.user) then return true end
  redis.call('zremrangebyscore', idle, '-inf', nowMs() - ${IDLE_MS})
  local members = redis.call('zrevrange', idle, 0, -1)
  for holdsAny = 0, 1 do
    for _, member in ipairs(members) do
      local nodes, slot = string.match(member, '^(%S*) (.*)$')
      -- Who was served in the first round holds something in the second, and is not idle any more.
      if redis.call('hexists', P .. ':load', slot) == holdsAny and fitsNodes(facts, nodes)
        and redis.call('zrem', idle, member) == 1 then
        local channel = P .. ':calls:' .. slot
        isHeard = redis.call('pubsub', 'numsub', channel)[2] > 0
        if isHeard then
          local run = takeNext(slot, nodes, {}, 0)
          if run then redis.call('publish', channel, run) end
          if run == wanted then return true end
        end
      end
    end
  end
  return isHeard
end
`;
