use charts::*;
use std::fs;
const JA:[&str;10]=["リスクの認識・対応方針","管理体制の構築","資源の確保","リスクの把握と対応計画","仕組みの構築","PDCAの実施","緊急対応体制の整備","復旧体制の整備","サプライチェーン対策","情報共有活動"];
const EN:[&str;10]=["Risk policy","Governance","Resources","Risk assessment","Protection","PDCA cycle","Incident response","Recovery","Supply chain","Information sharing"];
fn main(){
  let s=|v:&[f64]|v.iter().map(|x|if *x==0.{None}else{Some(*x)}).collect::<Vec<_>>();
  let own=s(&[4.3,5.,4.,3.,3.5,3.25,4.,4.5,1.67,3.5]);let gap=s(&[4.3,5.,4.,0.,3.5,0.,4.,4.5,1.67,3.5]);
  let prev=s(&[4.,4.67,3.75,3.,3.2,2.75,3.8,4.,1.67,3.]);
  let a=s(&[4.8,4.7,4.7,4.1,4.7,4.5,4.6,4.3,4.1,4.]);let all=s(&[3.2,3.,2.8,2.6,2.9,2.4,3.1,2.9,2.2,2.7]);
  let b=s(&[3.7,3.6,3.3,3.2,3.4,2.9,3.5,3.3,2.7,3.1]);let c=s(&[2.,2.2,1.8,1.6,1.9,1.4,2.1,1.9,1.2,1.7]);
  for (lang,ax) in [("ja",JA),("en",EN)]{
    let t=|j:&'static str,e:&'static str|if lang=="ja"{j}else{e};
    let mut out:Vec<String>=vec![];
    let main3=[Series{name:t("自社","This company"),role:Role::Own,values:&own},Series{name:t("成熟度A平均(5社)","Class A average (5)"),role:Role::ClassA,values:&a},Series{name:t("全体平均(25社)","All (25)"),role:Role::All,values:&all}];
    let seven=[Series{name:t("自社","This company"),role:Role::Own,values:&gap},Series{name:t("前回","Last time"),role:Role::Previous,values:&prev},Series{name:t("A平均","Class A"),role:Role::ClassA,values:&a},Series{name:t("B平均","Class B"),role:Role::ClassB,values:&b},Series{name:t("C平均","Class C"),role:Role::ClassC,values:&c},Series{name:t("全体平均","All"),role:Role::All,values:&all},Series{name:t("目標","Target"),role:Role::Target,values:&s(&[5.;10])}];
    let r=|ax:&[&str],se:&[Series],l|Radar{title:"t",description:"d",axes:ax,series:se,scale:Scale::default(),labels:l,legend:true}.svg();
    out.push(r(&ax,&main3,Labels::Full));out.push(r(&ax,&seven,Labels::Full));out.push(r(&ax,&main3,Labels::Numbers));
    for n in [3,5,8,17,24]{let axn:Vec<&str>=ax.iter().copied().cycle().take(n).collect();let v:Vec<_>=own.iter().copied().cycle().take(n).collect();let w:Vec<_>=a.iter().copied().cycle().take(n).collect();
      out.push(r(&axn,&[Series{name:t("自社","This company"),role:Role::Own,values:&v},Series{name:t("A平均","Class A"),role:Role::ClassA,values:&w}],Labels::Full));}
    let th=[(3.75,t("A 3.8以上","A from 3.8")),(2.65,t("B 2.7以上","B from 2.7"))];
    let p=|l,v,n|TrendPoint{label:l,value:v,starts_new_line:n};
    let pts=[p(t("2019年度","FY2019"),Some(2.4),false),p(t("2020年度","FY2020"),Some(2.9),false),p(t("2021年度","FY2021"),None,false),p(t("2022年度","FY2022"),Some(3.1),false),p(t("2023年度","FY2023"),Some(3.0),true),p(t("2024年度","FY2024"),Some(3.9),false)];
    out.push(Trend{title:"t",description:"d",points:&pts,thresholds:&th,scale:Scale::default()}.svg());
    let bars=[Bar{label:t("自社","This company"),value:3.7,role:Role::Own,text:t("3.7","3.7")},Bar{label:t("前回","Last time"),value:3.4,role:Role::Previous,text:"3.4"},Bar{label:t("成熟度A平均(5社)","Class A average (5 companies)"),value:4.5,role:Role::ClassA,text:t("4.5(あと0.8)","4.5 (0.8 to go)")},Bar{label:t("全体平均","All"),value:2.8,role:Role::All,text:"2.8"},Bar{label:t("目標","Target"),value:1.,role:Role::Target,text:"1.0"}];
    out.push(Bars{title:"t",description:"d",bars:&bars,min:1.,max:5.}.svg());
    let mut d=String::new();for i in 0..10{let g=a[i].unwrap()-own[i].unwrap();let em=if g>=2.{Emphasis::Two}else if g>=1.{Emphasis::One}else{Emphasis::None};d+=&Dumbbell{own:own[i],reference:if i==1{own[1]}else{a[i]},previous:prev[i],emphasis:em,scale:Scale::default()}.svg().replacen("<svg","<svg class=db",1);}
    out.push(d);
    let dark=".c-own,.c-target{color:#8fbbe3}.c-all{color:#e3a66a}.c-class-a,.c-class-b,.c-class-c,.c-reference,.c-previous,.c-soft{color:#a3adb8}.c-ink{color:#e8eaed}.c-line{color:#56616d}.c-line-soft{color:#2b333d}.c-sheet{color:#1a2027}.c-behind{color:#f0857d}body{background:#1a2027;color:#fff}";
    for (mode,css) in [("light",""),("dark",dark),("grey","html{filter:grayscale(1)}")]{
    let body:String=out.iter().map(|x|format!("<div class=p>{x}</div>")).collect();
    fs::write(format!("/work/scratch/charts/shots/{lang}-{mode}.html"),format!("<!doctype html><meta charset=utf-8><style>{css} body{{margin:0;background-color:#fff}}@media(min-width:500px){{body{{display:grid;grid-template-columns:1fr 1fr;align-items:start}}}}.p{{padding:16px}}svg{{display:block;width:100%}}.db{{width:230px;height:26px;margin:4px}}{}</style>{body}",if mode=="dark"{"body{background-color:#1a2027}"}else{""})).unwrap();}
  }
}
