# The known ways to lose data or leak it in a layer like ours, each put back into a copy of the sources behind a
# switch: cmake -DSOURCES=… -DOUT=… -P pitfalls.cmake. A change whose place is no longer found stops the build, so
# this list cannot fall behind the code.
set(changed "")

macro(pitfall file from to)
  if(NOT file_${file})
    file(READ ${SOURCES}/${file} text)
    set(file_${file} "#include \"tests/storage/sqlite/pitfall_switch.h\"\n${text}")
    list(APPEND changed ${file})
  endif()
  string(FIND "${file_${file}}" "${from}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "${file}: not found: ${from}")
  endif()
  string(REPLACE "${from}" "${to}" file_${file} "${file_${file}}")
endmacro()

# 1 A torn frame is an I/O error even in recovery.
pitfall(wal_file.cpp [=[return proves_damage(file, index) ?]=] [=[return pitfall(1) || proves_damage(file, index) ?]=])
# 2 SQLite's first look at the header wants page 1 to open.
pitfall(main_file.cpp [=[if (offset == 0) return read_probe]=] [=[if (offset == 0 && !pitfall(2)) return read_probe]=])
# 3 Pages may spill from the cache: frames are rewritten in place, headers alone.
pitfall(settings.cpp [=[{"cache_spill", "0", true}]=] [=[{"cache_spill", pitfall(3) ? "5" : "0", true}]=])
# 4 The checksums over plain text stand in the clear.
pitfall(wal_cipher.cpp [=[constexpr std::size_t frame_salts_at = 8, sealed_at = 16, sealed_size = 8 + body_size;]=]
        [=[constexpr std::size_t frame_salts_at = 8;
const std::size_t sealed_at = pitfall(4) ? 24 : 16, sealed_size = pitfall(4) ? body_size : 8 + body_size;]=])
# 5 The reserve comes back as it lies on the disk, not as SQLite summed it.
pitfall(wal_cipher.cpp [=[sealed_size, reserve_size, std::uint8_t{0});]=]
        [=[sealed_size, reserve_size, std::uint8_t{pitfall(5) ? std::uint8_t{1} : std::uint8_t{0}});]=])
# 6 Powersafe overwrite is not claimed: frames are padded and split.
pitfall(sealed_file.cpp [=[{ return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }]=]
        [=[{ return pitfall(6) ? 0 : SQLITE_IOCAP_POWERSAFE_OVERWRITE; }]=])
# 7 Page 1 is taken to be written first.
pitfall(main_file.cpp [=[    const auto page = static_cast<std::uint32_t>(offset / page_bytes + 1);
    std::array<std::uint8_t, page_size> sealed;
    if (!file]=] [=[    const auto page = static_cast<std::uint32_t>(offset / page_bytes + 1);
    std::array<std::uint8_t, page_size> sealed;
    if (pitfall(7) && page > 1 && file.read(sealed.data(), page_size, 0) != SQLITE_OK) return SQLITE_IOERR_WRITE;
    if (!file]=])
# 8 A page of zeros passes for one that was taken, freed and never written. (In WAL mode SQLite writes those, too.)
pitfall(page_cipher.cpp [=[    if (page == 1) return open_first(sealed, plain);]=] [=[    if (pitfall(8) && all_zero(sealed, page_size)) {
        std::fill_n(plain, page_size, std::uint8_t{0});
        return true;
    }
    if (page == 1) return open_first(sealed, plain);]=])
# 9 A part of a page is read as it lies on the disk.
pitfall(main_file.cpp [=[    std::array<std::uint8_t, page_size> plain;
    const int code]=] [=[    if (pitfall(9)) return file.read(bytes, count, offset);
    std::array<std::uint8_t, page_size> plain;
    const int code]=])
# 10 Temporary data goes to files.
pitfall(settings.cpp [=[Fixed{"temp_store", "2", true}]=] [=[Fixed{"temp_store", pitfall(10) ? "1" : "2", true}]=])
# 11 SQL may attach, vacuum into a file and loosen settings.
pitfall(settings.cpp [=[    state.guarded = true;]=] [=[    state.guarded = !pitfall(11);]=])
# 12 A page with a used reserve is taken.
pitfall(page_cipher.cpp [=[if (!all_zero(plain + body_size, reserve_size)) return false;]=]
        [=[if (!pitfall(12) && !all_zero(plain + body_size, reserve_size)) return false;]=])
# 13 What one connection knows of the log is never looked up again.
pitfall(wal_file.cpp [=[if (of_this_generation(file, frame)) return true;]=]
        [=[if (of_this_generation(file, frame)) return true;
    if (pitfall(13)) return false;]=])
# 14 The sweep expects the lock page.
pitfall(page_sweep.cpp [=[if (page == lock_page) continue;]=] [=[if (page == lock_page && !pitfall(14)) continue;]=])
# 15 Damage has no name of its own.
pitfall(sqlite_error.cpp [=[if (names_damage(extended_code)) return]=] [=[if (!pitfall(15) && names_damage(extended_code)) return]=])
# 16 Pages are mapped, past the cipher.
pitfall(sealed_file.cpp [=[    return methods;]=] [=[    if (pitfall(16)) {
        methods.iVersion = 3;
        methods.xFetch = [](sqlite3_file* file, sqlite3_int64 offset, int count, void** out) {
            sqlite3_file* base = SealedFile::of(file).inner;
            *out = nullptr;
            return base->pMethods->iVersion < 3 ? SQLITE_OK : base->pMethods->xFetch(base, offset, count, out);
        };
        methods.xUnfetch = [](sqlite3_file* file, sqlite3_int64 offset, void* page) {
            sqlite3_file* base = SealedFile::of(file).inner;
            return base->pMethods->iVersion < 3 ? SQLITE_OK : base->pMethods->xUnfetch(base, offset, page);
        };
    }
    return methods;]=])
# 17 Pages behind the end are zeros, also those that were cut off.
pitfall(main_file.cpp [=[page <= committed_pages(file) ? SQLITE_IOERR_DATA]=]
        [=[!pitfall(17) && page <= committed_pages(file) ? SQLITE_IOERR_DATA]=])
pitfall(page_sweep.cpp [=[if (pages >= wanted) return]=] [=[if (pitfall(17) || pages >= wanted) return]=])

foreach(file ${changed})
  file(WRITE ${OUT}/${file} "${file_${file}}")
endforeach()
