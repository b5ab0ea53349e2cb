/* SPDX-License-Identifier: Apache-2.0
 *
 * The life of one run (daemon/jobs/run_state.cpp) with everybody who moves it: two workers, the keeper, a person, somebody who
 * changes the policy. What is one transaction is one atomic step, or holds its row locks from one step to the next; whoever is
 * killed loses them and has done nothing. MOVE names each step of the table, and tests/daemon/jobs/run_state_test.cpp compares.
 */
#define BATCHES 2
#define WORKERS 2

mtype = { planning, awaiting_approval, running, paused, finished, superseded, cancelled, failed };
mtype = { absent, pending, done, set_aside, abandoned };

mtype state = planning;
mtype batch[BATCHES] = absent;
byte times_done[BATCHES];
bool batch_locked[BATCHES];
byte run_shared;                 /* batches at work hold the run's row FOR SHARE */
bool is_changed;                 /* the policy or the schema is another by now */
bool pause_row;                  /* retentiond.pause, committed before the run's row is asked for */
bool stop_row;
byte deaths = 2;                 /* a history has so many at most, of each */
byte refusals = 2;
byte pauses = 2;

#define IS_END (state == finished || state == superseded || state == cancelled || state == failed)

inline leave_nothing_pending() {
    if
    :: IS_END -> for (i : 0 .. BATCHES - 1) { if :: batch[i] == pending -> batch[i] = abandoned :: else fi }
    :: else
    fi
}

/* UPDATE ... WHERE state = before: waits for those who share the row, then looks again. The whole guard is one expression, as an
 * atomic step that blocks in its middle is none. */
#define MOVE_IF(guard, before, after) (run_shared == 0 && state == before && (guard)) -> state = after; leave_nothing_pending()
#define MOVE(before, after) MOVE_IF(true, before, after)

proctype planner() {
    byte i;
    atomic {
        if
        :: MOVE(planning, finished)
        :: MOVE(planning, awaiting_approval); for (i : 0 .. BATCHES - 1) { batch[i] = pending }
        :: MOVE(planning, running); for (i : 0 .. BATCHES - 1) { batch[i] = pending };
           if :: pause_row -> state = paused :: else fi
        fi
    }
}

proctype worker() {
    byte i;
    byte mine;
    bool is_hopeless;
    do
    :: IS_END -> break
    /* The claim: the batch's row FOR UPDATE SKIP LOCKED, the run's FOR SHARE, no pause in sight. */
    :: atomic { state == running && !pause_row && !stop_row && batch[0] == pending && !batch_locked[0] -> mine = 0; batch_locked[mine] = true; run_shared++ }
       goto at_work
    :: atomic { state == running && !pause_row && !stop_row && batch[1] == pending && !batch_locked[1] -> mine = 1; batch_locked[mine] = true; run_shared++ }
       goto at_work
    od;
    goto over;
at_work:
    is_hopeless = false;
    if
    /* Killed, or the connection is lost: the locks go, and nothing has happened. */
    :: atomic { deaths > 0 -> deaths--; batch_locked[mine] = false; run_shared-- }
    /* Outdated: rolled back, then superseded in a transaction of its own. */
    :: atomic { is_changed -> batch_locked[mine] = false; run_shared-- }
       do
       :: atomic { MOVE(running, superseded) }; break
       :: atomic { MOVE(paused, superseded) }; break
       :: IS_END -> break
       od
    /* Judged, acted, recorded, committed. */
    :: atomic { assert(state == running && batch[mine] == pending); batch[mine] = done; times_done[mine]++; batch_locked[mine] = false; run_shared-- }
    /* Refused: one person is set aside, and too many of them end the run. */
    :: atomic { refusals > 0 -> refusals--; assert(batch[mine] == pending); batch[mine] = set_aside; batch_locked[mine] = false; run_shared--; is_hopeless = true }
       if
       :: true
       :: do
          :: atomic { MOVE(running, failed) }; break
          :: state != running -> break
          od
       fi
    fi;
    goto again;
again:
    do
    :: IS_END -> break
    :: atomic { state == running && !pause_row && !stop_row && batch[0] == pending && !batch_locked[0] -> mine = 0; batch_locked[mine] = true; run_shared++ }
       goto at_work
    :: atomic { state == running && !pause_row && !stop_row && batch[1] == pending && !batch_locked[1] -> mine = 1; batch_locked[mine] = true; run_shared++ }
       goto at_work
    od;
over:
    skip
}

proctype keeper() {
    byte i;
    do
    :: IS_END -> break
    :: atomic { MOVE_IF(batch[0] != pending && batch[1] != pending, running, finished) }
    :: atomic { MOVE_IF(is_changed, awaiting_approval, superseded) }
    :: atomic { MOVE_IF(is_changed, running, superseded) }
    :: atomic { MOVE_IF(is_changed, paused, superseded) }
    /* A cancelling that was asked for, and whose asker is gone. */
    :: atomic { MOVE_IF(stop_row, awaiting_approval, cancelled); stop_row = false }
    :: atomic { MOVE_IF(stop_row, running, cancelled); stop_row = false }
    :: atomic { MOVE_IF(stop_row, paused, cancelled); stop_row = false }
    od
}

proctype person() {
    byte i;
    do
    :: IS_END -> break
    :: atomic { MOVE_IF(!is_changed, awaiting_approval, running); if :: pause_row -> state = paused :: else fi }
    :: atomic { pauses > 0 && !pause_row -> pauses--; pause_row = true }
       do
       :: atomic { MOVE(running, paused) }; break
       :: state != running -> break
       od
    :: atomic { pause_row -> pause_row = false; if :: state == paused -> MOVE(paused, running) :: else fi }
    :: atomic { state != planning && !IS_END -> stop_row = true }   /* cancel: carried out by whoever comes first, here the keeper */
       break
    od
}

active proctype changer() {
    if
    :: true
    :: is_changed = true
    fi
}

init {
    atomic { run planner(); run worker(); run worker(); run keeper(); run person() }
}

/* Nothing is done twice; a run that has ended has nothing pending, and one that is finished has left nobody out. */
ltl once { [] (times_done[0] <= 1 && times_done[1] <= 1) }
ltl whole { [] (IS_END -> (batch[0] != pending && batch[1] != pending)) }
ltl nobody_left_out { [] (state == finished -> (batch[0] != abandoned && batch[1] != abandoned)) }
/* Whatever happens, and as long as people answer in the end: the run ends. */
ltl ends { <> IS_END }
