#pragma once
// What the warehouse's --@reconcile SELECTs say became of the staged records, and the proof that each staged
// record is accounted for.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "load/ledger.h"
#include "load/plan.h"

namespace sparkify {

class Outcomes {
 public:
  void add(int64_t object_id, const std::string& outcome, int64_t records);
  // The engine copied the objects together and cannot tell which of them a row came from.
  void stand_for(int64_t first_object_id, int64_t object_id) { stands_for_[object_id] = first_object_id; }

  std::vector<Outcome> all() const;
  std::map<std::string, std::map<std::string, int64_t>> by_source(const Plan& plan) const;  // of this load

  // Of each object, or of those copied together, staged = loaded + skipped. (records = staged + rejected
  // holds by construction.) Throws Error.
  void prove(const Plan& plan, const Warehouse& warehouse, const std::vector<ScannedObject>& scanned) const;

 private:
  int64_t standing_for(int64_t object_id) const;

  std::map<std::pair<int64_t, std::string>, int64_t> records_;  // by object and outcome
  std::map<int64_t, int64_t> stands_for_;
};

}  // namespace sparkify
