# The bugs that the simulation must find, each put into a copy of the product's sources behind a switch:
# cmake -DROOT=… -DOUT=… -P canaries.cmake. A place that is no longer found stops the build, so this list cannot
# fall behind the code. Bugs in the glue (store, case book) are planted in sim_world.cpp and sim_write.cpp.
set(changed "")

macro(canary file from to)
  get_filename_component(name ${file} NAME)
  if(NOT text_${name})
    file(READ ${ROOT}/${file} text)
    set(text_${name} "#include \"tests/sim/canary_switch.h\"\n${text}")
    list(APPEND changed ${name})
  endif()
  string(FIND "${text_${name}}" "${from}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "${file}: not found: ${from}")
  endif()
  string(REPLACE "${from}" "${to}" text_${name} "${text_${name}}")
endmacro()

canary(sync/replication/intake.cpp [=[|| !rests_on_emitted(run, members)]=]
       [=[|| (!rests_on_emitted(run, members) && !sim::canary("causality"))]=])
canary(sync/replication/intake.cpp [=[if (run.seal.seq <= have ||]=]
       [=[if ((run.seal.seq <= have && !sim::canary("repeated")) ||]=])
canary(sync/replication/intake.cpp [=[static_cast<std::ptrdiff_t>(have + 1 - first));]=]
       [=[static_cast<std::ptrdiff_t>(sim::canary("repeated") ? 0 : have + 1 - first));]=])
canary(sync/replication/intake.cpp [=[if (author->revoked_after &&]=]
       [=[if (author->revoked_after && !sim::canary("stranger") &&]=])
canary(sync/replication/intake.cpp [=[if (hollow_without_leave(run))]=]
       [=[if (hollow_without_leave(run) && !sim::canary("hollow"))]=])
canary(storage/log/checked_run.cpp [=[|| !check_parts(batch))]=]
       [=[|| (!check_parts(batch) && !sim::canary("flipped")))]=])
canary(sync/node_status.cpp [=[    known_[*link.session.peer()].clock_ahead_ms = their_clock_ms - now_.wall.unix_ms;]=]
       [=[    known_[*link.session.peer()].clock_ahead_ms = their_clock_ms - now_.wall.unix_ms;
    const std::int64_t off = their_clock_ms - now_.wall.unix_ms;
    if (sim::canary("clock") && (off > 300'000 || off < -300'000)) hang_up(link, "link.clock");]=])
canary(forms/casework/case_file.cpp [=[had_seen(origin, dot) && !listed_unseen;]=]
       [=[(had_seen(origin, dot) || sim::canary("arrival")) && (!listed_unseen || sim::canary("hidden"));]=])

foreach(name ${changed})
  file(WRITE ${OUT}/${name} "${text_${name}}")
endforeach()
